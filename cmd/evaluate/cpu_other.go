// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package main

import "time"

var began = time.Now()

// cpuTime is the clock, where the system gives no processor time in the common way.
func cpuTime() time.Duration { return time.Since(began) }
