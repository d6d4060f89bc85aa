// Light or dark: what is remembered and how it is put on the page before the first paint. Knows no React.

export const THEME_KEY = 'lazylens.theme';

/** Runs in <head>: sets data-theme to what was chosen, else to the system's preference. */
export const themeScript = `(function () {
  var chosen = null;
  try { chosen = localStorage.getItem('${THEME_KEY}'); } catch (e) {}
  var dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();`;
