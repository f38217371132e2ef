// SPDX-License-Identifier: Apache-2.0
import { OpenRedaction } from "openredaction";
import { run } from "./run.mjs";

const redactor = new OpenRedaction({ redactionMode: "placeholder" });
await run(async (text) => (await redactor.detect(text)).detections.length);
