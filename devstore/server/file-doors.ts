// Downloads of bulk results (with Range, and cut off on demand) and staged uploads.
import { createReadStream, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bulkFile, checkLink } from '../api/bulk/files.ts';
import { uploadFile } from '../api/bulk/run.ts';
import type { Store } from '../store/store.ts';
import { type Handler, readBody, sendText } from './http.ts';

/** GET /__bulk/ID.jsonl with a signed query. */
export function bulkDoor(store: Store): Handler {
  return (request, response, url) => {
    const match = /^\/__bulk\/(\d+)\.jsonl$/.exec(url.pathname);
    if (!match) return false;
    const id = Number(match[1]);
    const link = checkLink(store, id, url.searchParams);
    if (link === 'forged') return sendXmlError(response, 403, 'SignatureDoesNotMatch');
    if (link === 'expired') return sendXmlError(response, 400, 'ExpiredToken');
    sendFile(store, bulkFile(store, { id }), request, response);
    return true;
  };
}

/** Google's storage, where Shopify keeps these files, answers in XML. */
function sendXmlError(response: ServerResponse, status: number, code: string): true {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code></Error>`);
  return true;
}

function sendFile(
  store: Store,
  file: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    sendXmlError(response, 404, 'NoSuchKey');
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  if (range && start > end) {
    response.writeHead(416, { 'content-range': `bytes */${size}` });
    response.end();
    return;
  }
  response.writeHead(range ? 206 : 200, {
    'content-type': 'application/jsonl',
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const { dropAfterBytes, dropTimes } = store.faults.get().bulk;
  const isCut = dropAfterBytes !== null && dropTimes > 0 && dropAfterBytes < end - start + 1;
  if (isCut) store.faults.change({ bulk: { dropTimes: dropTimes - 1 } });
  const last = isCut ? start + dropAfterBytes - 1 : end;
  const stream = createReadStream(file, { start, end: last });
  stream.on('error', () => response.destroy());
  stream.pipe(response, { end: !isCut });
  // The bytes before the cut must have left before the connection goes.
  if (isCut) stream.on('end', () => response.write('', () => request.socket.destroySoon()));
}

/** POST or PUT /__upload/ID: a multipart form with the field `file`, or the file as the body. */
export function uploadDoor(store: Store): Handler {
  return async (request, response, url) => {
    const match = /^\/__upload\/([0-9a-f]+)(?:\/.*)?$/.exec(url.pathname);
    if (!match) return false;
    const upload = store.stagedUploads.get(match[1]!);
    if (!upload) return sendText(response, 404, 'no such upload');
    const body = await readBody(request);
    const type = request.headers['content-type'] ?? '';
    const content = type.startsWith('multipart/form-data') ? await formFile(body, type) : body;
    if (!content) return sendText(response, 400, 'the form has no field "file"');
    writeFileSync(uploadFile(store, upload.id), content);
    store.stagedUploads.put({ ...upload, size: content.length });
    return sendText(response, 201, '');
  };
}

async function formFile(body: Buffer, contentType: string): Promise<Buffer | null> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  const file = form.get('file');
  if (file === null) return null;
  return typeof file === 'string'
    ? Buffer.from(file)
    : Buffer.from(await (file as Blob).arrayBuffer());
}
