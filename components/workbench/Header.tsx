// The header of every page: what this is, the paper it shows, and the ways to the other pages.

import Link from 'next/link';
import { NavLink } from './NavLink';
import { ThemeSwitch } from './ThemeSwitch';

export const PAPER_URL = 'https://arxiv.org/abs/2407.14057';

export function Header() {
  return (
    <header className="border-line flex flex-wrap items-center gap-x-5 gap-y-1 border-b px-4 py-2.5 md:flex-nowrap md:px-5">
      <Link href="/" className="shrink-0 text-base font-semibold tracking-tight">
        LazyLens
      </Link>
      <p className="text-ink-2 order-last min-w-0 basis-full text-xs md:order-none md:flex-1 md:truncate md:text-sm">
        Watch{' '}
        <a
          href={PAPER_URL}
          className="text-ink decoration-line-2 underline underline-offset-3 hover:decoration-current"
        >
          LazyLLM (arXiv 2407.14057)
        </a>{' '}
        decide, in your browser, which prompt tokens a language model can skip.
      </p>
      <nav aria-label="Pages" className="text-ink-2 ml-auto flex items-center gap-4 text-sm">
        <NavLink href="/models">Models</NavLink>
        <NavLink href="/bench">Benchmark</NavLink>
        <a href={PAPER_URL} className="hover:text-ink hidden sm:inline">
          Paper
        </a>
        <a href="/README.md" className="hover:text-ink">
          Read me
        </a>
        <ThemeSwitch />
      </nav>
    </header>
  );
}
