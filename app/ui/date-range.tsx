// Chooses the range of days a page is about, and whether it is compared with the period before.
import {
  BlockStack,
  Box,
  Button,
  Checkbox,
  DatePicker,
  Divider,
  InlineStack,
  OptionList,
  Popover,
} from '@shopify/polaris';
import { CalendarIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useFormat } from './format.tsx';
import type { Preset, Range } from './range.ts';
import { useChoices } from './use-choices.ts';

const names: Record<Preset, string> = {
  'last-30-days': 'Last 30 days',
  'last-90-days': 'Last 90 days',
  'last-12-months': 'Last 12 months',
  'this-year': 'This year',
  'last-year': 'Last year',
  'all-time': 'All time',
};

// The picker speaks in the browser's local Date; only year, month and day of it mean anything here.
const toDate = (day: string) => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date);
};
const toDay = (date: Date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
const dayBefore = (day: string) => {
  const date = toDate(day);
  date.setDate(date.getDate() - 1);
  return toDay(date);
};

/** The first and the last day of a half-open period, for people. */
export function usePeriodWords() {
  const format = useFormat();
  return ({ start, end }: { start: string; end: string }) =>
    `${format.day(start)} – ${format.day(dayBefore(end))}`;
}

export function DateRange({ range, canCompare = true }: { range: Range; canCompare?: boolean }) {
  const say = usePeriodWords();
  const [isOpen, setIsOpen] = useState(false);
  const label =
    range.preset === 'custom' ? say(range.period) : `${names[range.preset]}: ${say(range.period)}`;
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      preferredAlignment="left"
      fluidContent
      activator={
        <Button icon={CalendarIcon} disclosure onClick={() => setIsOpen(!isOpen)}>
          {label}
        </Button>
      }
    >
      <Choices range={range} canCompare={canCompare} onDone={() => setIsOpen(false)} />
    </Popover>
  );
}

function Choices(props: { range: Range; canCompare: boolean; onDone: () => void }) {
  const { range, canCompare, onDone } = props;
  const { today } = useFormat();
  const [, change] = useChoices();
  const [days, setDays] = useState({
    start: toDate(range.period.start),
    end: toDate(dayBefore(range.period.end)),
  });
  const [shown, setShown] = useState({
    month: days.end.getMonth(),
    year: days.end.getFullYear(),
  });
  const isCompared = range.before !== null;
  const pick = (preset: string | undefined) => {
    change({ range: preset ?? null, from: null, to: null });
    onDone();
  };
  const apply = () => {
    change({ range: null, from: toDay(days.start), to: toDay(days.end) });
    onDone();
  };
  return (
    <Box padding="300" maxWidth="340px">
      <BlockStack gap="300">
        <OptionList
          options={Object.entries(names).map(([value, label]) => ({ value, label }))}
          selected={[range.preset]}
          onChange={([preset]) => pick(preset)}
        />
        <Divider />
        <DatePicker
          {...shown}
          allowRange
          selected={days}
          disableDatesAfter={toDate(today)}
          weekStartsOn={1}
          onChange={setDays}
          onMonthChange={(month, year) => setShown({ month, year })}
        />
        {canCompare && range.preset !== 'all-time' && (
          <Checkbox
            label="Compare with the period before"
            checked={isCompared}
            onChange={(isWanted) => change({ compare: isWanted ? null : 'no' })}
          />
        )}
        <InlineStack align="end" gap="200">
          <Button onClick={onDone}>Cancel</Button>
          <Button variant="primary" onClick={apply}>
            Use these days
          </Button>
        </InlineStack>
      </BlockStack>
    </Box>
  );
}
