import { create } from 'zustand';

export type Theme = 'dark' | 'light';
const key = 'touchline.theme';

export const useTheme = create<{ theme: Theme }>(() => ({ theme: localStorage.getItem(key) === 'light' ? 'light' : 'dark' }));

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  document.documentElement.dataset['theme'] = theme;
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', theme === 'dark' ? '#0b0e13' : '#ffffff');
  useTheme.setState({ theme });
}

/** A colour of the theme, for what is drawn and not styled. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
