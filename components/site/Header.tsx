// The header of every page: what this is, the paper it shows, and the ways to the other pages.

import Link from 'next/link';
import { NavLink } from './NavLink';
import { ThemeSwitch } from './ThemeSwitch';

const PAPER_URL = 'https://arxiv.org/abs/2407.14057';

const pages = [
  { href: '/', name: 'Workbench' },
  { href: '/gallery', name: 'Gallery' },
  { href: '/learn', name: 'Learn' },
  { href: '/compare', name: 'Compare' },
  { href: '/models', name: 'Models' },
  { href: '/bench', name: 'Benchmark' },
] as const;

export function Header() {
  return (
    <header className="border-line flex flex-wrap items-center gap-x-5 gap-y-1 border-b px-4 py-2.5 md:px-5 xl:flex-nowrap">
      <Link href="/" prefetch={false} className="shrink-0 text-base font-semibold tracking-tight">
        LazyLens
      </Link>
      <p className="text-ink-2 order-2 min-w-0 basis-full text-xs xl:order-none xl:flex-1 xl:truncate xl:text-sm">
        Watch{' '}
        <a
          href={PAPER_URL}
          className="text-ink decoration-line-2 underline underline-offset-3 hover:decoration-current"
        >
          LazyLLM (arXiv 2407.14057)
        </a>{' '}
        decide, in your browser, which prompt tokens a language model can skip.
      </p>
      {/* On a phone a row of its own, which scrolls sideways. */}
      <nav
        aria-label="Pages"
        className="text-ink-2 order-3 -mx-4 flex shrink-0 basis-[calc(100%+2rem)] items-center gap-4 overflow-x-auto px-4 py-1 text-sm [scrollbar-width:none] md:order-none md:mx-0 md:ml-auto md:basis-auto md:px-1"
      >
        {pages.map(({ href, name }) => (
          <NavLink key={href} href={href}>
            {name}
          </NavLink>
        ))}
      </nav>
      <div className="text-ink-2 ml-auto flex shrink-0 items-center gap-4 text-sm md:ml-0">
        <a href={PAPER_URL} className="hover:text-ink">
          Paper
        </a>
        <a href="/README.md" className="hover:text-ink">
          Read me
        </a>
        <ThemeSwitch />
      </div>
    </header>
  );
}
