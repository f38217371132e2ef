// SPDX-License-Identifier: Apache-2.0

//go:build !purego

package vec

import "golang.org/x/sys/cpu"

func way() string { return "neon" }

// fast tells whether this processor has what the kernels need.
var fast = cpu.ARM64.HasASIMD

func block(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int) {
	dot(dst, ldd, a, lda, b, ldb, k)
}

//go:noescape
func dot(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int)

//go:noescape
func widen8(dst *float32, src *int8, n int)

// fastExp tells that exp8 has a kernel; it has none here.
const fastExp = false

func exp8(*float32, float32, float32, int) { panic("vec: no kernel in this build") }

//go:noescape
func axpy8(y *float32, alpha float32, x *float32, n int)
