// Starts a presentation with the first of the parts that fill a screen well.

import { Presentation as Screen } from 'lucide-react';
import { IconButton } from '@/components/ui/IconButton';
import type { Part } from '@/lib/experiment/parts';
import type { Presentation } from './usePresentation';

interface PresentButtonProps {
  readonly presentation: Presentation;
  readonly available: readonly Part[];
}

export function PresentButton({ presentation: { present, button }, available }: PresentButtonProps) {
  const first = available.find((part) => part === 'fate') ?? available[0];
  if (!first) return null;
  return (
    <IconButton ref={button} label="Present on the whole screen" onClick={() => present(first)}>
      <Screen size={16} aria-hidden />
    </IconButton>
  );
}
