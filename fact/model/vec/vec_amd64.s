// SPDX-License-Identifier: Apache-2.0

//go:build !purego

#include "textflag.h"

// ZERO clears the twelve sums: Y0 to Y3 belong to the first row of a, Y4 to Y7 to the second, Y8 to Y11 to the third.
#define ZERO \
	VXORPS Y0, Y0, Y0; \
	VXORPS Y1, Y1, Y1; \
	VXORPS Y2, Y2, Y2; \
	VXORPS Y3, Y3, Y3; \
	VXORPS Y4, Y4, Y4; \
	VXORPS Y5, Y5, Y5; \
	VXORPS Y6, Y6, Y6; \
	VXORPS Y7, Y7, Y7; \
	VXORPS Y8, Y8, Y8; \
	VXORPS Y9, Y9, Y9; \
	VXORPS Y10, Y10, Y10; \
	VXORPS Y11, Y11, Y11

// FOLD adds up the eight lanes of four sums and stores the four results.
#define FOLD(A, B, C, D, XA, XB, TO) \
	VHADDPS B, A, A; \
	VHADDPS D, C, C; \
	VHADDPS C, A, A; \
	VEXTRACTF128 $1, A, XB; \
	VADDPS XB, XA, XA; \
	VMOVUPS XA, TO

// The rows of a are at SI, R10, R11 (R8 bytes apart), those of b at DI, R12, R13, R15 (R9 apart), those of dst at DX (BX apart).
#define AROWS \
	LEAQ (SI)(R8*1), R10; \
	LEAQ (SI)(R8*2), R11

#define BROWS \
	LEAQ (DI)(R9*1), R12; \
	LEAQ (DI)(R9*2), R13; \
	LEAQ (R12)(R9*2), R15

#define STORE \
	FOLD(Y0, Y1, Y2, Y3, X0, X1, (DX)); \
	FOLD(Y4, Y5, Y6, Y7, X4, X5, (DX)(BX*1)); \
	FOLD(Y8, Y9, Y10, Y11, X8, X9, (DX)(BX*2)); \
	VZEROUPPER

// func dot(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int)
TEXT ·dot(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DX
	MOVQ ldd+8(FP), BX
	MOVQ a+16(FP), SI
	MOVQ lda+24(FP), R8
	MOVQ b+32(FP), DI
	MOVQ ldb+40(FP), R9
	MOVQ k+48(FP), CX
	SHLQ $2, BX
	SHLQ $2, R8
	SHLQ $2, R9
	AROWS
	BROWS
	ZERO
	XORQ AX, AX

loop:
	VMOVUPS (SI)(AX*4), Y12
	VMOVUPS (R10)(AX*4), Y13
	VMOVUPS (R11)(AX*4), Y14
	VMOVUPS (DI)(AX*4), Y15
	VFMADD231PS Y15, Y12, Y0
	VFMADD231PS Y15, Y13, Y4
	VFMADD231PS Y15, Y14, Y8
	VMOVUPS (R12)(AX*4), Y15
	VFMADD231PS Y15, Y12, Y1
	VFMADD231PS Y15, Y13, Y5
	VFMADD231PS Y15, Y14, Y9
	VMOVUPS (R13)(AX*4), Y15
	VFMADD231PS Y15, Y12, Y2
	VFMADD231PS Y15, Y13, Y6
	VFMADD231PS Y15, Y14, Y10
	VMOVUPS (R15)(AX*4), Y15
	VFMADD231PS Y15, Y12, Y3
	VFMADD231PS Y15, Y13, Y7
	VFMADD231PS Y15, Y14, Y11
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  loop
	STORE
	RET

// func dotQ(dst *float32, ldd int, a *float32, lda int, b *int8, ldb int, k int)
TEXT ·dotQ(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DX
	MOVQ ldd+8(FP), BX
	MOVQ a+16(FP), SI
	MOVQ lda+24(FP), R8
	MOVQ b+32(FP), DI
	MOVQ ldb+40(FP), R9
	MOVQ k+48(FP), CX
	SHLQ $2, BX
	SHLQ $2, R8
	AROWS
	BROWS
	ZERO
	XORQ AX, AX

loopq:
	VMOVUPS (SI)(AX*4), Y12
	VMOVUPS (R10)(AX*4), Y13
	VMOVUPS (R11)(AX*4), Y14
	VPMOVSXBD (DI)(AX*1), Y15
	VCVTDQ2PS Y15, Y15
	VFMADD231PS Y15, Y12, Y0
	VFMADD231PS Y15, Y13, Y4
	VFMADD231PS Y15, Y14, Y8
	VPMOVSXBD (R12)(AX*1), Y15
	VCVTDQ2PS Y15, Y15
	VFMADD231PS Y15, Y12, Y1
	VFMADD231PS Y15, Y13, Y5
	VFMADD231PS Y15, Y14, Y9
	VPMOVSXBD (R13)(AX*1), Y15
	VCVTDQ2PS Y15, Y15
	VFMADD231PS Y15, Y12, Y2
	VFMADD231PS Y15, Y13, Y6
	VFMADD231PS Y15, Y14, Y10
	VPMOVSXBD (R15)(AX*1), Y15
	VCVTDQ2PS Y15, Y15
	VFMADD231PS Y15, Y12, Y3
	VFMADD231PS Y15, Y13, Y7
	VFMADD231PS Y15, Y14, Y11
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  loopq
	STORE
	RET

// func axpy8(y *float32, alpha float32, x *float32, n int)
TEXT ·axpy8(SB), NOSPLIT, $0-32
	MOVQ y+0(FP), DI
	VBROADCASTSS alpha+8(FP), Y0
	MOVQ x+16(FP), SI
	MOVQ n+24(FP), CX
	XORQ AX, AX

loopx:
	VMOVUPS (SI)(AX*4), Y1
	VMOVUPS (DI)(AX*4), Y2
	VFMADD231PS Y1, Y0, Y2
	VMOVUPS Y2, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  loopx
	VZEROUPPER
	RET
