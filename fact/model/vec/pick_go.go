// SPDX-License-Identifier: Apache-2.0

//go:build purego || (!amd64 && !arm64)

package vec

const (
	way  = "go"
	fast = false
)

func dot(*float32, int, *float32, int, *float32, int, int) { panic("vec: no kernels in this build") }

func dotQ(*float32, int, *float32, int, *int8, int, int) { panic("vec: no kernels in this build") }

func axpy8(*float32, float32, *float32, int) { panic("vec: no kernels in this build") }
