// SPDX-License-Identifier: Apache-2.0

package detect

var _ = phrases("opinion-marked", "The author marks a view as a view: I think, in my opinion, views mine.")
