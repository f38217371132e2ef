// SPDX-License-Identifier: Apache-2.0

//go:build !purego

package vec

import "golang.org/x/sys/cpu"

// fast tells whether this processor has what the kernels need.
var fast = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// fastExp tells whether exp8 may be used.
var fastExp = fast

// wide tells whether dot512 may stand in for dot: it takes twice as much at a time.
var wide = fast && cpu.X86.HasAVX512F

func way() string {
	if wide {
		return "avx512"
	}
	return "avx2"
}

// block is dot, by the widest kernel there is.
func block(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int) {
	if wide {
		dot512(dst, ldd, a, lda, b, ldb, k)
		return
	}
	dot(dst, ldd, a, lda, b, ldb, k)
}

//go:noescape
func dot(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int)

//go:noescape
func dot512(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int)

//go:noescape
func widen8(dst *float32, src *int8, n int)

//go:noescape
func exp8(x *float32, scale, shift float32, n int)

//go:noescape
func axpy8(y *float32, alpha float32, x *float32, n int)
