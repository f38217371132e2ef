// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package sqlite

func full(error) bool     { return false }
func readOnly(error) bool { return false }
