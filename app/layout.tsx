// The frame of every page: fonts, theme, header and the providers that pages share.

import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Frame } from '@/components/site/Frame';
import './globals.css';
import { requestNonce } from './nonce';
import { Providers } from './providers';
import { coverScript } from '@/components/lesson/cover';
import { themeScript } from '@/components/ui/theme';

export const metadata: Metadata = {
  title: { default: 'LazyLens: watch LazyLLM prune a prompt', template: '%s · LazyLens' },
  description:
    'Watch LazyLLM (arXiv 2407.14057) decide, in your browser, which prompt tokens a language model can skip: ' +
    'every layer, every step, with time to first token measured against full prefill.',
  applicationName: 'LazyLens',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbf9' },
    { media: '(prefers-color-scheme: dark)', color: '#101215' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = await requestNonce();
  return (
    <html lang="en" data-theme="light" suppressHydrationWarning>
      <head>
        <script nonce={nonce} dangerouslySetInnerHTML={{ __html: `${themeScript}\n${coverScript}` }} />
      </head>
      <body className="min-h-dvh">
        <Providers>
          <Frame>{children}</Frame>
        </Providers>
      </body>
    </html>
  );
}
