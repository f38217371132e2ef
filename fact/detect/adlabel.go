// SPDX-License-Identifier: Apache-2.0

package detect

var _ = phrases("ad-label", "A word that marks the post as an advert.")
