// The panel as shoppers will see it, while its words are typed: the very script that shops load.
import { BlockStack, Card, InlineGrid, Layout, Select, Text, TextField } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import type { Texts } from '#app/shoppers/texts/wording.ts';
import '../../../../extensions/encore-theme/assets/encore.css';
import { type Shown, sampleWallet, type Viewer } from './sample-wallet.ts';

type Props = { shown: Shown; defaults: Texts; draft: Texts; soon: string };

/** React 18 does not know the attribute by its type. */
const INERT = { inert: '' };

const ABOUT =
  'Your words appear as you type. Colour, position and the button’s text are tried out here and ' +
  'set in the theme editor.';

export function Preview(props: Props) {
  const [viewer, setViewer] = useState<Viewer>('member');
  const [look, setLook] = useState({ accent: '#1f4f46', onAccent: '#ffffff', side: 'end' });
  const [label, setLabel] = useState('');
  const set = (change: Partial<typeof look>) => setLook({ ...look, ...change });
  return (
    <Layout.AnnotatedSection title="Preview" description={ABOUT}>
      <Card>
        <BlockStack gap="400">
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
            <Select
              label="Seen by"
              value={viewer}
              options={[
                { value: 'member', label: 'A member' },
                { value: 'guest', label: 'Somebody who is not signed in' },
              ]}
              onChange={(value) => setViewer(value as Viewer)}
            />
            <Select
              label="Position of the button"
              value={look.side}
              options={[
                { value: 'end', label: 'End of the line' },
                { value: 'start', label: 'Start of the line' },
              ]}
              onChange={(side) => set({ side })}
            />
            <Colour label="Colour" value={look.accent} onChange={(accent) => set({ accent })} />
            <Colour
              label="Text on the colour"
              value={look.onAccent}
              onChange={(onAccent) => set({ onAccent })}
            />
            <TextField label="Button" value={label} onChange={setLabel} autoComplete="off" />
          </InlineGrid>
          <Stage {...props} {...{ viewer, look, label }} />
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}

type ColourProps = { label: string; value: string; onChange(value: string): void };

/** The browser's own picker; Polaris has none that fits a form. */
const Colour = ({ label, value, onChange }: ColourProps) => (
  <label className="encore-colour">
    <Text as="span">{label}</Text>
    <input type="color" value={value} onChange={(event) => onChange(event.target.value)} />
  </label>
);

type StageProps = Props & {
  viewer: Viewer;
  look: { accent: string; onAccent: string; side: string };
  label: string;
};

/** A piece of a shop's page with the panel and the button on it. */
function Stage({ shown, defaults, draft, soon, viewer, look, label }: StageProps) {
  const place = useRef<HTMLDivElement>(null);
  const { locale, direction } = shown.shop;
  const style = { '--encore-accent': look.accent, '--encore-on-accent': look.onAccent };
  useEffect(() => {
    const own = Object.fromEntries(Object.entries(draft).filter(([, text]) => text.trim() !== ''));
    const wallet = sampleWallet(shown, viewer, { ...defaults, ...own }, soon);
    let isLatest = true;
    import('../../../../extensions/encore-theme/assets/encore-panel.min.js').then((panel) => {
      if (isLatest && place.current) panel.preview(place.current, wallet);
    });
    return () => {
      isLatest = false;
    };
  }, [shown, defaults, draft, soon, viewer]);
  return (
    <section
      className="encore-stage"
      aria-label="Preview of the panel"
      dir={direction}
      lang={locale}
      style={style as React.CSSProperties}
    >
      {/* Nothing in it can be used: it is a picture of the panel that happens to be the panel. */}
      <div className="encore-stage__head">{draft['panel.title'] || defaults['panel.title']}</div>
      <div className="encore-stage__panel" {...INERT}>
        <div ref={place} />
      </div>
      <div className="encore-launcher" data-side={look.side} {...INERT}>
        <span className="encore-launcher__button">
          {label || 'Rewards'}
          {viewer === 'member' && (
            <span className="encore-launcher__balance">
              {new Intl.NumberFormat(locale).format(640)}
            </span>
          )}
        </span>
      </div>
    </section>
  );
}
