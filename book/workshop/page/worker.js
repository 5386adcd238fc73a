// Holds Python. It hears {id, do, ...} and tells {id, event, ...}; what does not answer is replaced whole by the page.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const MEMORY = 2 * 2 ** 30; // bytes that Python may take, as in a terminal: more is a MemoryError there, too
const PAGE = 2 ** 16;
const BREATH = 50; // milliseconds after which messages are heard between two tests
const TELL_EVERY = 2 ** 18; // bytes

const tell = (told) => postMessage(told);

const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * PAGE > MEMORY) throw new RangeError("no more memory");
  return grow.call(this, pages);
};

// whoever asks for a file, its bytes are counted
let loaded = 0;
let told = 0;
const ask = self.fetch;
self.fetch = async (address, options) => {
  const answer = await ask(address, options);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const counted = new TransformStream({
    transform(part, out) {
      loaded += part.length;
      if (loaded - told > TELL_EVERY) tell({ event: "loading", loaded: (told = loaded) });
      out.enqueue(part);
    },
  });
  return new Response(answer.body.pipeThrough(counted), { status: answer.status, headers: answer.headers });
};

async function archive(name) {
  return new Uint8Array(await (await fetch(new URL(name, import.meta.url))).arrayBuffer());
}

async function start(language) {
  const archives = ["packages.zip", "netkata.zip"].map(archive);
  const python = await loadPyodide({
    indexURL: new URL("pyodide/", import.meta.url).href,
    enableRunUntilComplete: false, // which Safari cannot
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
  });
  const packages = python.runPython("import site; site.getsitepackages()[0]");
  for (const [place, content] of [packages, "/netkata"].map((place, number) => [place, archives[number]])) {
    python.unpackArchive(await content, "zip", { extractDir: place });
  }
  tell({ event: "starting" });
  python.runPython("import importlib, sys; importlib.invalidate_caches(); sys.path.insert(0, '/netkata')");
  const workshop = python.pyimport("book.workshop.inside.bench");
  const unpacked = (content) => workshop.unpacked(python.toPy(content));
  return { bench: workshop.Bench(language), unpacked };
}

const breath = new MessageChannel();
const breathe = () => new Promise((go) => ((breath.port1.onmessage = go), breath.port2.postMessage(0)));

let wanted = 0; // the last check that was asked for: one that is older is called off

async function check({ bench }, { id, files, bug }) {
  bench.write(files);
  const steps = bench.check(bug);
  let heard = performance.now();
  for (let step = steps.next(); !step.done && id === wanted; step = steps.next()) {
    tell({ id, ...JSON.parse(step.value) });
    if (performance.now() - heard > BREATH) {
      await breathe();
      heard = performance.now();
      if (id !== wanted) break;
    }
  }
  steps.destroy();
  return { notes: bench.notes() };
}

const DOING = {
  open: ({ bench }, { asked }) => bench.open(asked),
  check,
  changes({ bench }, { files }) {
    bench.write(files);
    return { diff: bench.changes() };
  },
  pack({ bench }, { files, hints }) {
    bench.write(files);
    const packed = bench.packed(hints);
    const content = packed.toJs();
    packed.destroy();
    return { content };
  },
  unpack: ({ unpacked }, { content }) => ({ files: JSON.parse(unpacked(content)) }),
};

const LONG = new Set(["open", "check"]);

let python = null;
let turn = Promise.resolve(); // what takes long is done one after the other; all else comes in between

onmessage = ({ data }) => {
  if (data.do === "check") wanted = data.id;
  if (data.do === "start") python = start(data.language).then((there) => (tell({ event: "ready" }), there));
  if (!(data.do in DOING)) return;
  const begun = LONG.has(data.do) ? turn : Promise.resolve();
  const done = begun
    .then(async () => tell({ id: data.id, event: "done", ...(await DOING[data.do](await python, data)) }))
    .catch((error) => tell({ id: data.id, event: "failed", says: said(error) }));
  if (LONG.has(data.do)) turn = done;
};
addEventListener("unhandledrejection", ({ reason }) => tell({ event: "failed", says: said(reason) }));

// the last line of a traceback is what a reader can use
const said = (error) => String(error?.message ?? error).trim().split("\n").at(-1);
