// Buttons: one shape, three weights. Knows nothing of what they do.

import type { ButtonHTMLAttributes, Ref } from 'react';

export type ButtonWeight = 'primary' | 'plain' | 'quiet';

const weights: Record<ButtonWeight, string> = {
  primary: 'bg-accent text-accent-ink border-accent font-medium hover:brightness-110 disabled:hover:brightness-100',
  plain: 'border-line-2 bg-surface hover:bg-surface-2 text-ink',
  quiet: 'border-transparent text-ink-2 hover:text-ink hover:bg-surface-2',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly weight?: ButtonWeight;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ weight = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex h-8 items-center justify-center gap-1.5 rounded-sm border px-2.5 text-sm whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-45 ${weights[weight]} ${className}`}
      {...rest}
    />
  );
}
