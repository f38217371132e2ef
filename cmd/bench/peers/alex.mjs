// SPDX-License-Identifier: Apache-2.0
import { text as check } from "alex";
import { run } from "./run.mjs";

await run((text) => check(text).messages.length);
