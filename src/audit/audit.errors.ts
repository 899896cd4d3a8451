/** The head of the chain has an invalid MAC. No events are sealed, because that would hide the damage. */
export class BrokenAuditHead extends Error {
  constructor() {
    super(
      'The head of the audit chain is missing, or was changed past the service. Events are written but not sealed. `audit verify` says what is wrong; put audit_head and audit_events back from a backup.',
    );
    this.name = 'BrokenAuditHead';
  }
}
