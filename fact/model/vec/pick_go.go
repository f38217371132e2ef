// SPDX-License-Identifier: Apache-2.0

//go:build purego || (!amd64 && !arm64)

package vec

const (
	fast    = false
	fastExp = false
)

func way() string { return "go" }

func block(*float32, int, *float32, int, *float32, int, int) { panic("vec: no kernels in this build") }

func widen8(*float32, *int8, int) { panic("vec: no kernels in this build") }

func exp8(*float32, float32, float32, int) { panic("vec: no kernels in this build") }

func axpy8(*float32, float32, *float32, int) { panic("vec: no kernels in this build") }
