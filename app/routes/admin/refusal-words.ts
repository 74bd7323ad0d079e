// What a merchant reads for each reason for which something was refused: the one table of this
// door.

const words: Record<string, string> = {
  'not-found': 'It is no longer there. Load the page again.',
  'bad-input': 'Something in the form is not as it should be. Check the marked fields.',
  'bad-request': 'Something in the form is not as it should be. Check the fields.',
  'rules-unchanged': 'Nothing was changed, so there is nothing to save.',
  'already-started': 'The programme has started already. Reload the page to see it.',
  'rules-wrong': 'The rules were not saved. See the list at the top of the page.',
  'already-decided': 'This referral was decided in the meantime. Load the page again.',
  'already-used': 'An order has used this code already.',
  'already-ended': 'This code has ended already.',
  'cannot-cancel': 'What was given as money cannot be called back.',
  'cannot-replace': 'The reward is archived, so there is nothing to replace the code with.',
  'id-taken': 'This code is being replaced already.',
  'reward-archived': 'This reward is archived and can no longer be changed.',
  'text-too-long': 'A text is longer than 500 characters.',
  'unknown-place': 'A text has words in brackets that nothing fills in.',
  'no-such-issue': 'This was settled in the meantime.',
  'nothing-to-read': 'This cannot be read one by one. Import again to try it once more.',
  'still-unusable': 'It was read again and still cannot be used.',
  'shop-gone': 'Shopify no longer lets Encore read this shop. Open Encore from your admin again.',
  'no-programme': 'The programme has not started yet.',
  'no-such-member': 'This member is no longer there.',
  'nothing-to-do': 'There is nothing to change.',
  'too-many-points': 'That is more than ten million points.',
  'more-than-balance': 'The balance does not hold that many points.',
  'no-such-adjustment': 'This change can no longer be undone.',
  'no-person-column': 'The file has no column for the customer: customer_id or email.',
  'no-points-column': 'The file has no column for the points.',
  'empty-file': 'The file has no rows.',
  'too-many-rows': 'The file has more than two million lines. Split it.',
  'too-large': 'The file is larger than 500 MB. Split it.',
  'no-csv': 'The file is no CSV file.',
  'broken-quote': 'A quotation mark is opened and never closed.',
  'segment-in-use':
    'The programme uses this segment, in a bonus or among those who earn nothing. Take it out there first.',
  'no-such-change': 'This is no longer there. Start again.',
  'not-checked': 'It is still being checked. Wait until it is done.',
  'not-posted': 'It can be undone as soon as it is posted.',
  'no-reason': 'Say why: members read it.',
  'nothing-left': 'The member has spent these points already. There is nothing left to take back.',
  'no-name': 'Give it a name.',
  'no-door': 'Choose what the key may do.',
  'key-used': 'This was sent before with other content. Load the page again.',
  'too-many-keys': 'A shop has at most 20 keys. Revoke one first.',
  'no-such-tier': 'The programme no longer has this tier. Load the page again.',
  'lower-tier': 'The member has a higher tier already.',
  'bad-time': 'Choose a day in the future.',
  'bad-birthday': 'There is no such day.',
  'not-a-member': 'This customer is no member.',
  conflict:
    'Somebody else changed this in the meantime. Load the page again and repeat your change.',
};

/** The sentence for a refusal's reason. A reason without words is shown by its name. */
export const refusalWords = (reason: string): string =>
  words[reason] ?? `That was refused (${reason.replaceAll('-', ' ')}).`;
