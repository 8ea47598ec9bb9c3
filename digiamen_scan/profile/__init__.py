"""What the organisation says about itself."""
