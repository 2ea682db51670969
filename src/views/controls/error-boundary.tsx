/** Keeps a broken invariant inside its panel: the rest of the page goes on. */

import { Component, type ReactNode } from "react";
import { toWireError, type WireError } from "../../errors.ts";
import { ErrorNotice } from "./error-notice.tsx";

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: WireError | null;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error: toWireError(error) };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="boundary">
        <ErrorNotice error={this.state.error} />
        <button type="button" className="button" onClick={() => this.setState({ error: null })}>
          Show this part again
        </button>
      </div>
    );
  }
}
