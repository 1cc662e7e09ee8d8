// The modules of xterm.js 3, named to the page of a terminal as it asks for them. `files` holds each as a function, by its path.
const loaded = {};

function load(path) {
  if (!loaded[path]) {
    const module = (loaded[path] = { exports: {} });
    files[path]((name) => load(resolve(path, name)), module, module.exports);
  }
  return loaded[path].exports;
}

function resolve(from, name) {
  const parts = from.split("/").slice(0, -1);
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

define("xterm", [], () => load("public/Terminal").Terminal);
define("xtermjs-fit", [], () => load("addons/fit/fit"));

// What the page's own script would begin with, had it been put together whole.
require(["terminal/js/main"]);
