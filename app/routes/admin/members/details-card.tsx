// What staff can set for a member: the tier by hand, and the birthday.
import { BlockStack, Button, Card, FormLayout, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { addUnits } from '#app/basics/calendar.ts';
import { type Format, useFormat } from '#app/ui/format.tsx';
import type { MemberPage } from './read-member-page.server.ts';

type Submit = (fields: Record<string, string>) => void;
type CardProps = { member: MemberPage; onSubmit: Submit; isBusy: boolean };

export function DetailsCard(props: CardProps) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Tier and birthday
        </Text>
        <FormLayout>
          {props.member.tiers.length > 0 && <TierFields {...props} />}
          <BirthdayFields {...props} />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function TierFields({ member, onSubmit, isBusy }: CardProps) {
  const format = useFormat();
  const [tierId, setTierId] = useState('');
  const [until, setUntil] = useState(addUnits(format.today, 'year', 1));
  const { tier } = member;
  const byHand = tier?.byHand ?? null;
  const isTakingBack = byHand !== null && tierId === '';
  const end = tierEnd(tier, format);
  const present = tier?.name ? `Now ${tier.name}, ${end}.` : 'No tier now.';
  const promised =
    byHand === null || tier?.reason === 'by-hand'
      ? ''
      : ` ${byHand.name} by hand until ${format.dayOf(byHand.until)}.`;
  return (
    <FormLayout.Group>
      <Select
        label="Give a tier by hand"
        value={tierId}
        onChange={setTierId}
        helpText={`${present}${promised} Orders can still lift the member higher.`}
        options={[
          { value: '', label: byHand ? 'Leave it to the orders' : 'Choose a tier' },
          ...member.tiers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <TextField
        label="Until"
        type="date"
        value={until}
        onChange={setUntil}
        autoComplete="off"
        connectedRight={
          <Button
            disabled={isBusy || (tierId === '' ? !isTakingBack : until === '')}
            onClick={() => onSubmit({ what: 'tier', tier: tierId, until })}
            accessibilityLabel={isTakingBack ? 'Take the tier back' : 'Give the tier'}
          >
            {isTakingBack ? 'Take back' : 'Give'}
          </Button>
        }
      />
    </FormLayout.Group>
  );
}

/** How long the present tier lasts, in words. */
function tierEnd(tier: MemberPage['tier'], format: Format): string {
  if (!tier?.until) return 'as long as it is reached';
  const until = `until ${format.dayOf(tier.until)}`;
  if (tier.reason === 'membership') return `paid for ${until}`;
  return tier.reason === 'by-hand' ? `given by hand ${until}` : until;
}

const MONTHS = Array.from({ length: 12 }, (_, at) => {
  const name = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });
  return {
    value: String(at + 1).padStart(2, '0'),
    label: name.format(new Date(Date.UTC(2000, at, 1))),
  };
});

function BirthdayFields({ member, onSubmit, isBusy }: CardProps) {
  const [saved] = useState(member.birthday ?? '01-01');
  const [month, setMonth] = useState(saved.slice(0, 2));
  const [day, setDay] = useState(member.birthday ? String(Number(saved.slice(3))) : '');
  const birthday = `${month}-${day.padStart(2, '0')}`;
  return (
    <FormLayout.Group>
      <Select label="Birthday: month" options={MONTHS} value={month} onChange={setMonth} />
      <TextField
        label="Day"
        value={day}
        onChange={setDay}
        inputMode="numeric"
        autoComplete="off"
        connectedRight={
          <Button
            disabled={!/^\d{1,2}$/.test(day) || birthday === member.birthday || isBusy}
            onClick={() => onSubmit({ what: 'birthday', birthday })}
            accessibilityLabel="Save the birthday"
          >
            Save
          </Button>
        }
      />
    </FormLayout.Group>
  );
}
