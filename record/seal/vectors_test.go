// SPDX-License-Identifier: Apache-2.0

package seal

// derived are the keys that come from the practice key 00 01 02 … 1f, computed with another implementation of RFC 5869 (doc/sealing.md).
var derived = map[string]string{
	"ID":                 "d2961f917d7d9200",
	"DatabaseKey":        "550bae8aac2cb562ab09377d85fbd2e6a63df77430c94611892496a69aa4480002fdba043a4e0698057317050254baa6f54a6146bead81d69dad85d9a3dc4905",
	"SignerSeed":         "75a2475019e81fe87cffedd4b0d3467deb54028ff9ce1812146358fcc0b7aca5",
	"WitnessSeed":        "e6b9f7253a92846e1554c2cf79155d63efb7a7b1988fc9dffae7a45cb9c20122",
	"WrapKey":            "9a3c571165661a2ce7600c81fdc61e6c1d63b4f0c261bb520fb289978a91b937",
	"key of the backups": "f20fdb72f478739a993101f0a46d9f2e925853af942f33fbc3cd8936eef2d902",
	"key of a box":       "4f1e3ff26dd716a869acbbe9761210ec2779a0c360e45fdcfff492f9e1332a8a",
	"key of a stream":    "f216c610d1b346aa7897eefadff1c74965ca58d6f87caa7916b9ab787ee0902b",
}

// A key and a box as the first version wrote them.
const (
	firstWrapped = "01d2961f917d7d9200b5502bd954d72104ad0a6984d3efc94dba194959cd32b91302b1722c9219118f2edade130e97f41bac97e9e06fad48d09a257f572850d94a067f7f8a"
	firstBox     = "9b23359284e52c1eb8842630fa46ee318d5a5540ce945603834229e89440ce5619bbb609f0080e32281d18568b9009"
)
