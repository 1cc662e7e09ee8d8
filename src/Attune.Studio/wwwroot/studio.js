// What the pages cannot do from the host: focus, leaving, keeping a log at its end.

export function focus(id) {
  document.getElementById(id)?.focus();
}

// By fetch, so that the request says which page it comes from; a form of a page that tells no referrer would not.
export async function leave() {
  await fetch("sign-out", { method: "POST", redirect: "manual" });
  location.href = new URL("sign-in", document.baseURI).href;
}

// Scrolls to the end unless the person has scrolled away from it.
export function toEnd(element, wasAtEnd) {
  if (element && wasAtEnd) element.scrollTop = element.scrollHeight;
}

export function isAtEnd(element) {
  return !element || element.scrollHeight - element.scrollTop - element.clientHeight < 40;
}

// Selects a line of a text box and brings it into view.
export function selectLine(box, line) {
  const lines = box.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  box.focus();
  box.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  box.scrollTop = Math.max(0, (line - 5) * parseFloat(getComputedStyle(box).lineHeight));
}

// Puts a text on the clipboard; false where the browser does not let it.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// What this browser keeps for a person, by name; null when there is nothing, or it keeps nothing.
export function kept(what) {
  try {
    return localStorage.getItem(`attune.${what}`);
  } catch {
    return null;
  }
}

export function keep(what, text) {
  try {
    localStorage.setItem(`attune.${what}`, text);
    return true;
  } catch {
    return false;
  }
}
