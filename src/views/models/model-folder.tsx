/** Models of this computer: a folder in the hub's layout, or a .zip of one. */

import { useState, type DragEvent } from "react";
import { FileButton } from "../controls/file-button.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { useCommands, useStudio, useStudioContext } from "../studio-context.tsx";

export function ModelFolder() {
  const offers = useStudio((state) => state.models.folderOffers);
  const shown = useStudio((state) => state.models.offer?.id ?? "");
  const commands = useCommands();
  const { intake } = useStudioContext();
  const [reading, setReading] = useState(false);
  // All its bytes are read, which takes seconds a gigabyte.
  const open: typeof commands.openModelFolder = async (files) => {
    setReading(true);
    await commands.openModelFolder(files);
    setReading(false);
  };
  const take = (files: readonly File[]): void => {
    const named = files.map((file) => ({
      path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath,
      blob: file,
    }));
    void open(named);
  };
  const takeDrop = (event: DragEvent): void => {
    event.preventDefault();
    void intake.filesOfDrop(event.dataTransfer).then(open, commands.reportModelsError);
  };
  return (
    <div className="model-folder" onDrop={takeDrop}>
      <div className="button-row">
        <FileButton label="Use a model folder" inputLabel="Model folder" folder onFiles={take} />
        <FileButton
          label="Use a .zip of one"
          inputLabel="Archive of a model folder"
          accept=".zip"
          onFiles={take}
        />
      </div>
      <p className="hint">
        A folder of this computer as the hub lays it out: owner/name/config.json and onnx beside it.
        It may also be dropped here, and needs no network.
      </p>
      {reading ? <p role="status">Reading the folder…</p> : null}
      {offers.length < 2 ? null : (
        <SelectField
          label="Models in the folder"
          below
          value={shown}
          options={offers.map(({ listing: { id } }) => ({ value: id, label: id }))}
          onCommit={(id) => {
            const offer = offers.find(({ listing }) => listing.id === id);
            if (offer !== undefined) commands.showFolderModel(offer);
          }}
        />
      )}
    </div>
  );
}
