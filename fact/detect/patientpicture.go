// SPDX-License-Identifier: Apache-2.0

package detect

var _ = phrases("patient-picture", "The words say that a patient, or a part of one, is shown, or speak for a named patient.")
