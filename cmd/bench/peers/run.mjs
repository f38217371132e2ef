// SPDX-License-Identifier: Apache-2.0
// Reads a JSON list of texts from standard input, runs a peer over them one after another, and prints how long that took. The first
// texts are run once before the clock starts: all sides are measured warm.

export async function run(check) {
  let input = "";
  for await (const chunk of process.stdin) input += chunk;
  const texts = JSON.parse(input);
  for (const text of texts.slice(0, 100)) await check(text);
  let found = 0;
  const start = process.hrtime.bigint();
  for (const text of texts) found += await check(text);
  const ns = Number(process.hrtime.bigint() - start);
  process.stdout.write(JSON.stringify({ posts: texts.length, ns, found }) + "\n");
  process.exit(0);
}
