"""What Python offers to analysts: models out of frames and workbooks, and plans that show themselves."""
