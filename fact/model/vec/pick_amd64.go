// SPDX-License-Identifier: Apache-2.0

//go:build !purego

package vec

import "golang.org/x/sys/cpu"

const way = "avx2"

// fast tells whether this processor has what the kernels need.
var fast = cpu.X86.HasAVX2 && cpu.X86.HasFMA

//go:noescape
func dot(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int)

//go:noescape
func dotQ(dst *float32, ldd int, a *float32, lda int, b *int8, ldb int, k int)

//go:noescape
func axpy8(y *float32, alpha float32, x *float32, n int)
