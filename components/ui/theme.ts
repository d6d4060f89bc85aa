// Light or dark: what is remembered and how it is put on the page before the first paint. Knows no React.

const THEME_KEY = 'lazylens.theme';

export type Theme = 'light' | 'dark';

/**
 * Runs in <head>: sets data-theme to what was chosen; where nothing was, to the system's preference, now and when it changes. An
 * embedded page takes the theme that its address asks for, so that it suits the page around it.
 */
export const themeScript = `(function () {
  var root = document.documentElement, system = matchMedia('(prefers-color-scheme: dark)');
  var asked = /^\\/embed\\//.test(location.pathname) && /[?&]theme=(light|dark)(&|$)/.exec(location.search);
  if (asked) root.dataset.themeChosen = asked[1];
  function chosen() {
    try { return root.dataset.themeChosen || localStorage.getItem('${THEME_KEY}'); } catch (e) { return null; }
  }
  function apply() { root.dataset.theme = (chosen() || (system.matches ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light'; }
  apply();
  system.addEventListener('change', apply);
  root.dataset.themed = '';
})();`;

/**
 * Runs the script where the page's HTML did not: the address of a run that is not there is answered with a page that React makes in
 * the browser, and a script made so does not run.
 */
export function ensureTheme(): void {
  if (document.documentElement.dataset.themed !== undefined) return;
  const script = document.createElement('script');
  script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  script.textContent = themeScript;
  document.head.append(script);
}

export function currentTheme(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

/** Sets the theme and remembers it: from then on the system's preference does not count. */
export function chooseTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  dataset.theme = dataset.themeChosen = theme;
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage is refused: the choice lives as long as the page.
  }
}

/** Calls back when the theme has changed; returns what ends that. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
