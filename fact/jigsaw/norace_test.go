// SPDX-License-Identifier: Apache-2.0

//go:build !race

package jigsaw

const share = 1
