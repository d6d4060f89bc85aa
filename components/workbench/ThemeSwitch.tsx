'use client';
// Light or dark, remembered; until chosen, the system decides.

import { Moon, Sun } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { THEME_KEY } from '@/components/ui/theme';
import { IconButton } from '@/components/ui/IconButton';

export function ThemeSwitch() {
  const theme = useSyncExternalStore(subscribe, currentTheme, () => 'light');
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton label={`Switch to ${next}`} onClick={() => setTheme(next)}>
      <Sun size={16} aria-hidden className="hidden dark:block" />
      <Moon size={16} aria-hidden className="dark:hidden" />
    </IconButton>
  );
}

function currentTheme(): string {
  return document.documentElement.dataset.theme ?? 'light';
}

function setTheme(theme: string): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage is refused: the choice lives as long as the page.
  }
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
