// SPDX-License-Identifier: Apache-2.0
import { LocalLinter } from "harper.js";
import { binaryInlined } from "harper.js/binaryInlined";
import { run } from "./run.mjs";

const linter = new LocalLinter({ binary: binaryInlined });
await linter.setup();
await run(async (text) => (await linter.lint(text, { language: "plaintext" })).length);
