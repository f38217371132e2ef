// SPDX-License-Identifier: Apache-2.0

package register

// RetentionSet is the body of KindRetention.
type RetentionSet struct {
	Register Name `json:"register"`
	Months   int  `json:"months"`
}
