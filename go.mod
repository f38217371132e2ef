module chaperone

go 1.26
