// Runs in the page of a notebook's outputs, before them: makes what the course shows at home in the editor's theme.
export const activate = () => {
  const style = document.createElement("style");
  style.textContent = `
    /* Sliders, check boxes and progress bars in the theme's scheme: the empty part of a bar is near white otherwise. */
    body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; }
    body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; }
    .output input[type=range], .output progress, .output input[type=checkbox] { accent-color: var(--vscode-focusBorder, auto); }
    .output :focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
    .output a { color: var(--vscode-textLink-foreground); }
    /* Lines of text have no scroll bar here: one that is too long goes on in the next. */
    :is(.output-plaintext, .output-stream, .traceback) { white-space: pre-wrap !important; overflow-wrap: anywhere; }
    /* In a split editor a wide table scrolls by itself, and no picture is wider than its column. */
    .output table { max-width: 100%; }
    .output img, .output svg, .output canvas { max-width: 100%; }
  `;
  document.head.append(style);
};
