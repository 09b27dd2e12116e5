import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import type { attempts, grants } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import type { Secret } from "@/lib/logger";
import type { TokenSet } from "@/lib/providers/provider";
import { refreshDueAt } from "./due-rules";
import { spreadOf } from "./spread";

export type GrantRow = typeof grants.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

type Owned = { id: string; firmId: string };
const accessOwner = (row: Owned) => sealOwner("grants.access_token_sealed", row);
const refreshOwner = (row: Owned) => sealOwner("grants.refresh_token_sealed", row);
const verifierOwner = (row: Owned) => sealOwner("attempts.verifier_sealed", row);

/**
 * The columns for a set of tokens, sealed for their row. A provider that sends no refresh token
 * keeps the old one valid, so the column is left out then. Times count from `at`, our clock.
 */
export function sealTokens(
  ctx: Context,
  row: Owned & { connectionId: string },
  tokens: TokenSet,
  at: Date,
) {
  const { accessToken, refreshToken, expiresInSeconds } = tokens;
  const life = {
    accessIssuedAt: at,
    accessExpiresAt: new Date(at.getTime() + expiresInSeconds * 1000),
  };
  return {
    accessTokenSealed: seal(ctx.ring, accessOwner(row), accessToken.reveal()),
    ...(refreshToken && {
      refreshTokenSealed: seal(ctx.ring, refreshOwner(row), refreshToken.reveal()),
    }),
    ...life,
    refreshDueAt: refreshDueAt(life, spreadOf(row.connectionId)),
  };
}

/** A grant's access token. Throws `conflict` when it was overwritten, else as `open` does. */
export function openAccessToken(
  ctx: Context,
  row: Owned & Pick<GrantRow, "accessTokenSealed">,
): Secret {
  if (!row.accessTokenSealed) throw overwritten(row);
  return open(ctx.ring, accessOwner(row), row.accessTokenSealed);
}

/** A grant's refresh token. Throws `conflict` when there is none, else as `open` does. */
export function openRefreshToken(
  ctx: Context,
  row: Owned & Pick<GrantRow, "refreshTokenSealed">,
): Secret {
  if (!row.refreshTokenSealed) throw overwritten(row);
  return open(ctx.ring, refreshOwner(row), row.refreshTokenSealed);
}

export function sealVerifier(ctx: Context, row: Owned, verifier: string): string {
  return seal(ctx.ring, verifierOwner(row), verifier);
}

/** The attempt's code verifier, or null when it was made without one. */
export function openVerifier(ctx: Context, row: AttemptRow): string | null {
  return row.verifierSealed
    ? open(ctx.ring, verifierOwner(row), row.verifierSealed).reveal()
    : null;
}

function overwritten(row: Owned): AppError {
  return new AppError({ code: "conflict", message: `the tokens of grant ${row.id} are gone` });
}
