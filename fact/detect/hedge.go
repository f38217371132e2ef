// SPDX-License-Identifier: Apache-2.0

package detect

var _ = phrases("hedge", "The author leaves room: may, in some, we don't know, small study.")
