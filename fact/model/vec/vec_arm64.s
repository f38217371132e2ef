// SPDX-License-Identifier: Apache-2.0

//go:build !purego

#include "textflag.h"

// Instructions the assembler has no word for, from the Arm Architecture Reference Manual: pairwise addition, sign extension, conversion.
#define FADDP4S(m, n, d)  WORD $(0x6E20D400 | (m)<<16 | (n)<<5 | (d))
#define SSHLL8H(n, d)     WORD $(0x0F08A400 | (n)<<5 | (d))
#define SSHLL4S(n, d)     WORD $(0x0F10A400 | (n)<<5 | (d))
#define SSHLL24S(n, d)    WORD $(0x4F10A400 | (n)<<5 | (d))
#define SCVTF4S(n, d)     WORD $(0x4E21D800 | (n)<<5 | (d))

// V0 to V3 are the sums of the first row of a, V4 to V7 of the second, V8 to V11 of the third.
#define ZERO \
	VEOR V0.B16, V0.B16, V0.B16; \
	VEOR V1.B16, V1.B16, V1.B16; \
	VEOR V2.B16, V2.B16, V2.B16; \
	VEOR V3.B16, V3.B16, V3.B16; \
	VEOR V4.B16, V4.B16, V4.B16; \
	VEOR V5.B16, V5.B16, V5.B16; \
	VEOR V6.B16, V6.B16, V6.B16; \
	VEOR V7.B16, V7.B16, V7.B16; \
	VEOR V8.B16, V8.B16, V8.B16; \
	VEOR V9.B16, V9.B16, V9.B16; \
	VEOR V10.B16, V10.B16, V10.B16; \
	VEOR V11.B16, V11.B16, V11.B16

// MAC adds eight products to each of a column's three sums: a in V12 to V17 (two registers a row), weights in V18 and V19.
#define MAC(P, Q, R) \
	VFMLA V18.S4, V12.S4, P.S4; \
	VFMLA V18.S4, V14.S4, Q.S4; \
	VFMLA V18.S4, V16.S4, R.S4; \
	VFMLA V19.S4, V13.S4, P.S4; \
	VFMLA V19.S4, V15.S4, Q.S4; \
	VFMLA V19.S4, V17.S4, R.S4

// WIDEN makes eight float32 in V18 and V19 of eight bytes in V20.
#define WIDEN \
	SSHLL8H(20, 20); \
	SSHLL4S(20, 18); \
	SSHLL24S(20, 19); \
	SCVTF4S(18, 18); \
	SCVTF4S(19, 19)

#define LOADA \
	VLD1.P 32(R2), [V12.S4, V13.S4]; \
	VLD1.P 32(R3), [V14.S4, V15.S4]; \
	VLD1.P 32(R4), [V16.S4, V17.S4]

#define STORE \
	FADDP4S(1, 0, 0); \
	FADDP4S(3, 2, 2); \
	FADDP4S(2, 0, 0); \
	VST1 [V0.S4], (R0); \
	ADD R1, R0; \
	FADDP4S(5, 4, 4); \
	FADDP4S(7, 6, 6); \
	FADDP4S(6, 4, 4); \
	VST1 [V4.S4], (R0); \
	ADD R1, R0; \
	FADDP4S(9, 8, 8); \
	FADDP4S(11, 10, 10); \
	FADDP4S(10, 8, 8); \
	VST1 [V8.S4], (R0)

// func dot(dst *float32, ldd int, a *float32, lda int, b *float32, ldb int, k int)
TEXT ·dot(SB), NOSPLIT, $0-56
	MOVD dst+0(FP), R0
	MOVD ldd+8(FP), R1
	MOVD a+16(FP), R2
	MOVD lda+24(FP), R5
	MOVD b+32(FP), R6
	MOVD ldb+40(FP), R10
	MOVD k+48(FP), R11
	LSL  $2, R1
	ADD  R5<<2, R2, R3
	ADD  R5<<2, R3, R4
	ADD  R10<<2, R6, R7
	ADD  R10<<2, R7, R8
	ADD  R10<<2, R8, R9
	ZERO

loop:
	LOADA
	VLD1.P 32(R6), [V18.S4, V19.S4]
	MAC(V0, V4, V8)
	VLD1.P 32(R7), [V18.S4, V19.S4]
	MAC(V1, V5, V9)
	VLD1.P 32(R8), [V18.S4, V19.S4]
	MAC(V2, V6, V10)
	VLD1.P 32(R9), [V18.S4, V19.S4]
	MAC(V3, V7, V11)
	SUBS $8, R11
	BGT  loop
	STORE
	RET

// func widen8(dst *float32, src *int8, n int)
TEXT ·widen8(SB), NOSPLIT, $0-24
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD n+16(FP), R2

loopw:
	VLD1.P 8(R1), [V20.B8]
	WIDEN
	VST1.P [V18.S4, V19.S4], 32(R0)
	SUBS $8, R2
	BGT  loopw
	RET

// func axpy8(y *float32, alpha float32, x *float32, n int)
TEXT ·axpy8(SB), NOSPLIT, $0-32
	MOVD  y+0(FP), R0
	FMOVS alpha+8(FP), F0
	MOVD  x+16(FP), R2
	MOVD  n+24(FP), R3
	VDUP  V0.S[0], V0.S4

loopx:
	VLD1.P 32(R2), [V1.S4, V2.S4]
	VLD1   (R0), [V3.S4, V4.S4]
	VFMLA  V1.S4, V0.S4, V3.S4
	VFMLA  V2.S4, V0.S4, V4.S4
	VST1.P [V3.S4, V4.S4], 32(R0)
	SUBS   $8, R3
	BGT    loopx
	RET
