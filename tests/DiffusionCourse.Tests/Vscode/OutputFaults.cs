using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>What a student would see as a fault in the outputs of a notebook, found by measuring the page that they stand in.</summary>
internal static class OutputFaults
{
    // A box with a scroll bar of its own may hold wider things. What the browser draws into a chart's SVG ends at its edge.
    private const string Script = """
        body => {
          const faults = [];
          const name = element => `${element.tagName.toLowerCase()} '${(element.getAttribute('alt') ?? element.textContent).trim().slice(0, 60)}'`;
          const visible = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getBoundingClientRect().width > 1;
          const page = document.documentElement;
          if (page.scrollWidth > page.clientWidth + 1) faults.push(`the page is ${page.scrollWidth} px wide in ${page.clientWidth}`);

          for (const output of document.querySelectorAll('.output')) {
            const edge = Math.min(page.clientWidth, output.getBoundingClientRect().right) + 1;
            const scrolls = element => element !== output && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
            for (const element of output.querySelectorAll('*')) {
              if (element.closest('svg') && element.tagName !== 'svg' || !visible(element)) continue;
              const over = element.getBoundingClientRect().right - edge;
              if (over > 0 && !scrolls(element)) faults.push(`${name(element)} is cut by ${over.toFixed(0)} px`);
            }
          }

          for (const text of document.querySelectorAll('.output svg.main-svg text')) {
            if (!visible(text)) continue;
            const [box, frame] = [text.getBoundingClientRect(), text.closest('svg.main-svg').getBoundingClientRect()];
            const over = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
            if (over > 2) faults.push(`label ${name(text)} is cut by ${over.toFixed(0)} px`);
          }

          for (const figure of document.querySelectorAll('.output .dc-figure')) {
            if (visible(figure) && !figure.querySelector('.main-svg')) faults.push(`chart ${name(figure)} is not drawn`);
          }

          const channels = colour => colour.match(/[\d.]+/g).map(Number);
          const luminance = ([r, g, b]) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
            const share = [r, g, b][i] / 255;
            return sum + weight * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
          }, 0);
          const ground = element => {
            if (!element) return channels(getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background').replace(/^#(..)(..)(..).*/,
              (_, r, g, b) => [r, g, b].map(hex => parseInt(hex, 16)).join(' ')));
            const colour = channels(getComputedStyle(element).backgroundColor);
            return colour.length < 4 || colour[3] > 0.5 ? colour : ground(element.parentElement);
          };
          const texts = document.querySelectorAll('.output :is(p, div, td, th, li, summary, figcaption, label, output, span, button, caption), .output svg :is(.xtick, .ytick, .legend, .infolayer) text');
          for (const element of texts) {
            if (!visible(element) || ![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim().length > 0) && element.tagName !== 'text') continue;
            const style = getComputedStyle(element);
            const [ink, under] = [channels(element.tagName === 'text' ? style.fill : style.color), ground(element)].map(luminance);
            const contrast = (Math.max(ink, under) + 0.05) / (Math.min(ink, under) + 0.05);
            if (contrast < 4.5) faults.push(`${name(element)} has a contrast of ${contrast.toFixed(1)} only`);
          }

          return [...new Set(faults)];
        }
        """;

    /// <summary>The faults of the outputs that are drawn: cut, wider than their column, not drawn, or of low contrast.</summary>
    public static Task<string[]> FindAsync(IFrameLocator outputs) => outputs.Locator("body").EvaluateAsync<string[]>(Script);
}
