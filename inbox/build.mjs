// Makes vendor/firebase.js, the one file of the Firebase SDK that the page loads, with its licences,
// or another file, if one is named.

import { readFile } from "node:fs/promises";
import { build } from "esbuild";

// When a connection breaks, the SDK asks Google for a picture, for statistics that nobody reads here.
// It asks the page's own server instead, so that nobody else learns of it.
const PING = '"//www.google.com/images/cleardot.gif"';
const OWN = '"//"+globalThis.location.host+"/icon.svg"';

const stayAtHome = {
  name: "stay-at-home",
  setup({ onLoad }) {
    onLoad({ filter: /webchannel_blob_es2018\.js$/ }, async ({ path }) => {
      const parts = (await readFile(path, "utf8")).split(PING);
      if (parts.length !== 2) throw new Error("The SDK's ping is not where it was: look at build.mjs.");
      return { contents: parts.join(OWN) };
    });
  },
};

await build({
  bundle: true,
  entryPoints: ["firebase.entry.js"],
  format: "esm",
  legalComments: "eof",
  minify: true,
  outfile: process.argv[2] ?? "vendor/firebase.js",
  plugins: [stayAtHome],
  target: "es2022",
});
