"""A website as any visitor sees it: its certificate and its front page."""
