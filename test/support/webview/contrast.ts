/** The contrast of every visible text of a page with what lies behind it, as WCAG 2 defines it. */
import type { Page } from 'playwright-core';

export interface FaintText {
  readonly text: string;
  readonly where: string;
  readonly ratio: number;
}

/** Texts below the ratio. Hatching counts with each of its colors. */
export async function faintTexts(page: Page, least: number): Promise<readonly FaintText[]> {
  return page.evaluate((atLeast) => {
    interface Color {
      readonly r: number;
      readonly g: number;
      readonly b: number;
      readonly a: number;
    }
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const known = new Map<string, Color>();

    function read(css: string): Color {
      const before = known.get(css);
      if (before) return before;
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      const color = { r: r!, g: g!, b: b!, a: a! / 255 };
      known.set(css, color);
      return color;
    }

    function over(top: Color, below: Color): Color {
      const mix = (one: number, other: number): number => one * top.a + other * (1 - top.a);
      return { r: mix(top.r, below.r), g: mix(top.g, below.g), b: mix(top.b, below.b), a: 1 };
    }

    function luminance({ r, g, b }: Color): number {
      const part = (value: number): number => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    }

    function ratio(one: Color, other: Color): number {
      const [light, dark] = [luminance(one), luminance(other)].sort((x, y) => y - x);
      return (light! + 0.05) / (dark! + 0.05);
    }

    function backgroundsOf(element: Element): readonly Color[] {
      const chain: Element[] = [];
      for (let at: Element | null = element; at; at = at.parentElement) chain.unshift(at);
      let colors: readonly Color[] = [{ r: 255, g: 255, b: 255, a: 1 }];
      for (const one of chain) {
        const style = getComputedStyle(one);
        const own = read(style.backgroundColor);
        colors = colors.map((color) => over(own, color));
        const stripes = style.backgroundImage.match(/(?:rgba?|color)\([^)]*\)/g) ?? [];
        const solid = colors;
        colors = [...solid, ...stripes.flatMap((css) => solid.map((c) => over(read(css), c)))];
      }
      return colors;
    }

    const faint: { text: string; where: string; ratio: number }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const parent = node.parentElement;
      if (text === '' || !parent || parent.closest('script, option, .visually-hidden')) continue;
      const box = parent.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || !parent.checkVisibility()) continue;
      const color = read(getComputedStyle(parent).color);
      const worst = Math.min(
        ...backgroundsOf(parent).map((background) => ratio(over(color, background), background)),
      );
      if (worst < atLeast) {
        faint.push({ text, where: parent.className, ratio: Math.round(worst * 100) / 100 });
      }
    }
    return faint;
  }, least);
}
