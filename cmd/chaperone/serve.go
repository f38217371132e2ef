// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"chaperone/desk"
	"chaperone/practice"
)

// loopback is the only address the desk listens on: nobody else's machine can reach it.
const loopback = "127.0.0.1"

type serveCmd struct {
	dataFlags
	Port          int    `placeholder:"N" help:"Listen on this port of 127.0.0.1; one that is free if not given."`
	PublicAddress string `placeholder:"URL" help:"Where people elsewhere reach the pages they are asked by (https://…), and nothing else: an address of your own that hands on to this desk. Links name it."`
}

// Run implements the command.
func (c *serveCmd) Run(e env) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return c.serve(ctx, e)
}

// serve runs the desk until the context ends.
func (c *serveCmd) serve(ctx context.Context, e env) (err error) {
	if c.Port < 0 || c.Port > 65535 {
		return fmt.Errorf("--port: %d is no port; 1 to 65535, or leave it out", c.Port)
	}
	if c.PublicAddress != "" {
		if u, err := url.Parse(c.PublicAddress); err != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			return fmt.Errorf("--public-address: %q should be https:// and a name, nothing behind it: https://ask.example.org", c.PublicAddress)
		}
		if c.Port == 0 {
			return fmt.Errorf("--public-address needs --port, too: what stands in front has to know where the desk is")
		}
	}
	dir, err := c.dir()
	if err != nil {
		return err
	}
	o, err := c.open(ctx, e, true)
	if err != nil {
		return recordFault(err)
	}
	defer func() {
		if x := o.Close(); err == nil {
			err = recordFault(x)
		}
	}()
	l, err := net.Listen("tcp4", net.JoinHostPort(loopback, strconv.Itoa(c.Port)))
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("port %d is taken, perhaps by another desk. Leave --port out, or name another", c.Port)
		}
		return fmt.Errorf("port %d of this machine can't be used: %w", c.Port, err)
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	address := "http://" + net.JoinHostPort(loopback, port)
	log := slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	beside := &samples{dir: filepath.Join(dir, sampleDir), home: address, log: log}
	defer func() {
		if x := beside.Close(); err == nil {
			err = recordFault(x)
		}
	}()
	d, err := desk.New(desk.Parts{Office: o, Hosts: []string{net.JoinHostPort(loopback, port), net.JoinHostPort("localhost", port)}, Public: c.PublicAddress, Log: log, Sample: beside, Temp: dir, Version: version()})
	if err != nil {
		l.Close()
		return err
	}
	host, err := o.Host(ctx)
	if err == nil {
		err = c.welcome(e, d, host.ID, address)
	}
	if err != nil {
		l.Close()
		return err
	}
	if in, ok := e.in.(*os.File); ok && isTerminal(in) {
		go c.again(e, o, d, address)
	}
	if err := d.Serve(ctx, l); err != nil {
		return err
	}
	fmt.Fprintln(e.err, "The desk is closed. What was saved is safe.")
	return nil
}

// welcome prints the address that signs in whoever runs this practice.
func (c *serveCmd) welcome(e env, d *desk.Desk, host, address string) error {
	path, err := d.SignInPath(host)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s%s\n", address, path)
	fmt.Fprintln(e.err, "Open this address in your browser. It signs you in once, within an hour; only this computer can reach it. Nothing leaves it.")
	if in, ok := e.in.(*os.File); ok && isTerminal(in) {
		fmt.Fprintln(e.err, "Press Enter for another address, Ctrl+C to close the desk.")
	}
	return nil
}

// again prints a new address for each line that is typed.
func (c *serveCmd) again(e env, o *practice.Office, d *desk.Desk, address string) {
	in := bufio.NewReader(e.in)
	for {
		if _, err := in.ReadString('\n'); err != nil {
			if !errors.Is(err, io.EOF) {
				fmt.Fprintln(e.err, "chaperone: the keyboard can't be read any more; start the desk again for a new address.")
			}
			return
		}
		host, err := o.Host(context.Background())
		if err == nil {
			var path string
			if path, err = d.SignInPath(host.ID); err == nil {
				fmt.Fprintf(e.out, "%s%s\n", address, path)
			}
		}
		if err != nil {
			fmt.Fprintln(e.err, "chaperone:", err)
		}
	}
}
