import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/field";
import { TimeText } from "@/components/ui/time-text";
import type { NoteView } from "@/lib/staff/firm-notes";

type FirmNotesProps = {
  firmId: string;
  notes: NoteView[];
  mayAct: boolean;
  now: Date;
  timeZone: string;
};

/** What staff keep in mind about a firm; the firm never sees it. */
export function FirmNotes({ firmId, notes, mayAct, now, timeZone }: FirmNotesProps) {
  const api = `/api/staff/firms/${firmId}/notes`;
  return (
    <>
      {notes.length === 0 ? <p className="text-muted">There is no note.</p> : null}
      <ul>
        {notes.map(({ id, text, personName, createdAt }) => (
          <li
            key={id}
            className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3"
          >
            <div className="min-w-0 max-w-[68ch]">
              <p className="wrap-anywhere whitespace-pre-wrap">{text}</p>
              <p className="text-small text-muted">
                {personName}, <TimeText at={createdAt} now={now} timeZone={timeZone} />
              </p>
            </div>
            {mayAct ? (
              <ActionForm action={`${api}/remove`}>
                <input type="hidden" name="note" value={id} />
                <Button kind="secondary" dense>
                  Remove<span className="sr-only"> this note</span>
                </Button>
              </ActionForm>
            ) : null}
          </li>
        ))}
      </ul>
      {mayAct ? (
        <ActionForm action={api} className="mt-4 space-y-3">
          <TextArea
            name="text"
            id="note-text"
            label="New note"
            hint="The firm never sees it. What looks like a key is removed."
            rows={2}
          />
          <Button kind="secondary" dense>
            Keep the note
          </Button>
        </ActionForm>
      ) : null}
    </>
  );
}
