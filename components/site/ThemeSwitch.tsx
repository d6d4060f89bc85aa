'use client';
// Light or dark, remembered; until chosen, the system decides.

import { Moon, Sun } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { chooseTheme, currentTheme, onThemeChange } from '@/components/ui/theme';
import { IconButton } from '@/components/ui/IconButton';

export function ThemeSwitch() {
  const theme = useSyncExternalStore(onThemeChange, currentTheme, () => 'light');
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton label={`Switch to ${next}`} onClick={() => chooseTheme(next)}>
      <Sun size={16} aria-hidden className="hidden dark:block" />
      <Moon size={16} aria-hidden className="dark:hidden" />
    </IconButton>
  );
}
