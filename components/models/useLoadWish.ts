// How models are wished to be loaded: the format that was picked here, else the chosen model's, as far as this device computes it.

import { useState } from 'react';
import type { ChosenModel } from '@/components/engine/model';
import { useSettings } from '@/components/engine/settings';
import type { Facts } from '@/lib/capabilities/facts';
import type { FormatChoice } from '@/lib/model/format';
import { formatsOn, type LoadWish } from './loadPlan';

export function useLoadWish(chosen: ChosenModel, facts: Facts | null): [LoadWish, (wish: LoadWish) => void] {
  const [{ backend }] = useSettings();
  const [picked, setPicked] = useState<FormatChoice | null>(null);
  const [promptLength, setPromptLength] = useState(2048);
  const wanted = picked ?? chosen.format;
  const format = formatsOn(backend, facts).includes(wanted) ? wanted : 'auto';
  const change = (wish: LoadWish): void => {
    setPicked(wish.format);
    setPromptLength(wish.promptLength);
  };
  return [{ format, backend, promptLength }, change];
}
