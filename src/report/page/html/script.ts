/** What the page does by itself: the theme's toggle, and copying. It reads nothing of the report and asks no network. */

export const SCRIPT = `(() => {
  const root = document.documentElement;
  const themes = ['system', 'light', 'dark'];
  const button = document.getElementById('theme');
  const stored = () => { try { return localStorage.getItem('gossipscope-theme'); } catch { return null; } };
  const show = (theme) => {
    if (theme === 'system') delete root.dataset.theme; else root.dataset.theme = theme;
    button.textContent = 'Theme: ' + theme;
  };
  let theme = themes.includes(stored()) ? stored() : 'system';
  show(theme);
  button.hidden = false;
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem('gossipscope-theme', theme); } catch { /* It holds for this page. */ }
    show(theme);
  });
  const status = document.getElementById('status');
  const select = (target) => {
    const range = document.createRange();
    range.selectNodeContents(target);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  for (const copy of document.querySelectorAll('button.copy')) {
    copy.hidden = false;
    copy.addEventListener('click', async () => {
      const target = document.getElementById(copy.dataset.copy);
      select(target);
      try {
        await navigator.clipboard.writeText(target.textContent);
        status.textContent = 'Copied.';
        copy.textContent = 'Copied';
        setTimeout(() => { copy.textContent = 'Copy'; }, 2000);
      } catch {
        status.textContent = 'Selected: copy it with your keyboard.';
      }
    });
  }
})();`;
